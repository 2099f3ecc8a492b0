import { createHash } from "node:crypto";

const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/**
 * An SSH public key to which nobody has the private one. Azure wants a key on a machine that has no password; nobody is to log in.
 *
 * The 32 bytes are a hash, not a point made from a secret: whoever wanted the secret would have to solve the discrete logarithm on
 * Curve25519.
 * @param whose makes the key of one place differ from another's
 */
export function nobodysKey(whose: string): string {
  const point = createHash("sha256").update(`nobody logs in to ${whose}`).digest();
  return `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(point)]).toString("base64")}`;
}
