import { connect, type Socket } from "node:net";
import type { Lock } from "./lock";

/** What a host says, one message a line; see host.cjs. */
type Message = { readonly held: true } | { readonly left: true } | { readonly location: string } | { readonly failed: string };

/** A connection to a living host. While it is open, the host stays. It does not keep this process from ending. */
export interface Hold {
  readonly location: string;
  /** Lets go; if no other user is left, resolves when the host has saved and its process has ended. @throws Error if it could not save */
  leave(): Promise<void>;
}

/** How an attempt to hold a host came out. */
export type Held =
  | { readonly outcome: "held"; readonly hold: Hold }
  /** Nobody listens, or somebody who is not this lock's host: the lock may be superseded. */
  | { readonly outcome: "dead" }
  /** The host was about to end and now has. */
  | { readonly outcome: "ended" }
  | { readonly outcome: "failed"; readonly reason: string }
  /** Something accepted and said nothing in time. */
  | { readonly outcome: "silent" };

/**
 * Connects to the host of a lock and waits until its store is ready.
 * @param answerMs how long the host may stay silent
 */
export function hold(lock: Lock, answerMs: number): Promise<Held> {
  if (lock.port === 0) return Promise.resolve({ outcome: "dead" });
  return new Promise((resolve) => {
    const socket = connect(lock.port, "127.0.0.1");
    const timer = setTimeout(() => settle({ outcome: "silent" }), answerMs);
    let connected = false;
    let left: (() => void) | undefined;
    let unsaved: string | undefined;
    const settle = (held: Held) => {
      clearTimeout(timer);
      if (held.outcome === "held") socket.unref();
      else socket.destroy();
      resolve(held);
    };
    const leave = () =>
      new Promise<void>((done, fail) => {
        left = () => (unsaved === undefined ? done() : fail(new Error(unsaved)));
        if (socket.destroyed) return done();
        socket.ref();
        socket.write("leave\n");
      });
    socket.on("connect", () => {
      connected = true;
      socket.write(`${lock.token}\n`);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      left?.();
      settle({ outcome: connected ? "ended" : "dead" });
    });
    eachMessage(socket, (message) => {
      if ("location" in message) settle({ outcome: "held", hold: { location: message.location, leave } });
      else if ("failed" in message) {
        unsaved = message.failed;
        settle({ outcome: "failed", reason: message.failed });
      } else if ("left" in message) socket.destroy();
    });
  });
}

/** What is no message of ours ends the connection: some other server has the port. */
function eachMessage(socket: Socket, hear: (message: Message) => void): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      try {
        hear(JSON.parse(line) as Message);
      } catch {
        socket.destroy();
        return;
      }
    }
  });
}
