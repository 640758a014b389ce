/** Files of the gateway's own state, in a folder beside the configuration. */

/** The admin token, unless `admin.token_file` names another. */
export const ADMIN_TOKEN_FILE = ".portcullis/admin-token";
/** Key of the captures. */
export const CAPTURE_KEY_FILE = ".portcullis/capture.key";
