/** `Date` as of this second, made once a second (RFC 9110 section 6.6.1). */
let dateSecond = 0;
let dateText = "";

export function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}
