/** Two ends of one real TCP connection on loopback. */
import net from "node:net";

export interface SocketPair extends AsyncDisposable {
  readonly near: net.Socket;
  readonly far: net.Socket;
  /** What the far end received so far, latin1. */
  text(): string;
  /** Resolves when the far end has received this text at the end of what it has. */
  until(suffix: string): Promise<string>;
}

export async function socketPair(): Promise<SocketPair> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const accepted = new Promise<net.Socket>((resolve) => server.once("connection", resolve));
  const near = net.connect(address.port, "127.0.0.1");
  const far = await accepted;
  let text = "";
  far.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  return {
    near,
    far,
    text: () => text,
    until: async (suffix) => {
      for (let attempt = 0; attempt < 400 && !text.endsWith(suffix); attempt++) await new Promise((resolve) => setTimeout(resolve, 5));
      return text;
    },
    [Symbol.asyncDispose]: async () => {
      near.destroy();
      far.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
