import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

const AUDIENCE = "api://scorer";

/** An issuer of tokens on this machine, as Entra ID is one elsewhere. */
export async function tokenIssuer() {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" }] });
  const server = createServer((_request, response) => response.setHeader("content-type", "application/json").end(keys));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = await new SignJWT({ azp: "bench", roles: ["Model.Predict"] })
    .setProtectedHeader({ alg: "RS256", kid: "k" })
    .setIssuedAt()
    .setExpirationTime("1h")
    .setAudience(AUDIENCE)
    .setIssuer(issuer)
    .sign(privateKey);
  return {
    token,
    settings: { AUTH_AUDIENCE: AUDIENCE, AUTH_ISSUER: issuer, AUTH_JWKS_URL: issuer },
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}
