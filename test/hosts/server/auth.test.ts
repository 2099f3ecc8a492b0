import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, release, startScorer, storePackage } from "../../support/scorer";

const AUDIENCE = "api://scorer";
const ISSUER = "https://login.microsoftonline.com/tenant/v2.0";

type Key = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

let azurite: TestAzurite;
let server: RunningServer;
let jwks: Server;
let jwksUrl: string;
let keysAsked = 0;
let key: Key;
let foreign: Key;
beforeAll(async () => {
  azurite = await startAzurite();
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
  const pair = await generateKeyPair("RS256");
  key = pair.privateKey;
  foreign = (await generateKeyPair("RS256")).privateKey;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] });
  jwks = createServer((_request, response) => {
    keysAsked++;
    response.setHeader("content-type", "application/json").end(keys);
  });
  await new Promise<void>((done) => jwks.listen(0, "127.0.0.1", done));
  jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/keys`;
  server = await startScorer(azurite.location, azurite.folder, { AUTH_AUDIENCE: AUDIENCE, AUTH_ISSUER: ISSUER, AUTH_JWKS_URL: jwksUrl });
});
afterAll(async () => {
  await server.stop();
  jwks.close();
  await azurite.stop();
});

const CLAIMS: JWTPayload = { azp: "app-1", roles: ["Model.Predict"] };
/** A token as Entra ID would give it, but for what is said. */
const token = (claims: JWTPayload = {}, { by = key, audience = AUDIENCE, issuer = ISSUER, kid = "k1", from = "0s", until = "1h" } = {}) =>
  new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuedAt()
    .setNotBefore(from)
    .setExpirationTime(until)
    .setAudience(audience)
    .setIssuer(issuer)
    .sign(by);
const ask = async (bearer: string | undefined, path = "/predict", body: unknown = { features: GOOD }) =>
  post(server.address, path, body, bearer === undefined ? {} : { authorization: bearer });

test("a valid token is let in, and its keys are asked for once", async () => {
  const valid = await token();
  for (let i = 0; i < 3; i++) expect((await ask(`Bearer ${valid}`)).status).toBe(200);
  expect((await ask(`bearer ${await token({ sub: "other" })}`)).status).toBe(200);
  expect(keysAsked).toBe(1);
});

const unsigned = () =>
  [{ alg: "none" }, { ...CLAIMS, aud: AUDIENCE, iss: ISSUER, exp: 4e9 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
test.each([
  ["no token", () => undefined],
  ["another scheme", async () => `Basic ${await token()}`],
  ["no token after the scheme", () => "Bearer "],
  ["a text that is no token", () => "Bearer abc"],
  ["a token that nobody signed", () => `Bearer ${unsigned()}.`],
  ["a forged token", async () => `Bearer ${await token({}, { by: foreign })}`],
  [
    "a changed token",
    async () => {
      const [head, , signature] = (await token()).split(".");
      const claims = Buffer.from(
        JSON.stringify({ ...CLAIMS, aud: AUDIENCE, iss: ISSUER, exp: 4e9, roles: ["Model.Predict", "Model.Feedback"] }),
      );
      return `Bearer ${head}.${claims.toString("base64url")}.${signature}`;
    },
  ],
  ["a key that nobody published", async () => `Bearer ${await token({}, { kid: "k2" })}`],
  ["an expired token", async () => `Bearer ${await token({}, { until: "-2m" })}`],
  ["a token of tomorrow", async () => `Bearer ${await token({}, { from: "1d", until: "2d" })}`],
  ["another audience", async () => `Bearer ${await token({}, { audience: "api://other" })}`],
  ["another issuer", async () => `Bearer ${await token({}, { issuer: "https://login.microsoftonline.com/other/v2.0" })}`],
])("%s is not let in", async (_what, bearer) => {
  const response = await ask(await bearer());
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain("Bearer");
  expect((await response.json()).type).toBe("/docs#token");
});

test("a token lets its caller do what its roles say", async () => {
  const predict = `Bearer ${await token()}`;
  const feedback = `Bearer ${await token({ roles: ["Model.Feedback"] })}`;
  const label = { prediction: "x", label: 1 };
  expect((await ask(predict, "/feedback", label)).status).toBe(403);
  expect((await ask(feedback, "/feedback", label)).status).toBe(200);
  const refused = await ask(feedback);
  expect(refused.status).toBe(403);
  expect((await refused.json()).detail).toContain("Model.Predict");
  expect((await ask(`Bearer ${await token({ roles: "Model.Predict" })}`)).status).toBe(403);
  const infer = await ask(undefined, "/v2/models/speeding/infer", {});
  expect(infer.status).toBe(401);
  expect(await infer.json()).toEqual({ error: expect.stringContaining("Bearer") });
});

test("health, metrics and documentation are open", async () => {
  for (const path of ["/v2/health/live", "/v2/health/ready", "/metrics", "/docs", "/docs/json"])
    expect((await get(server.address, path)).status).toBe(200);
});

test("a clock that is a little off is forgiven", async () => {
  expect((await ask(`Bearer ${await token({}, { until: "-30s" })}`)).status).toBe(200);
});

test("a token that was let in ends when it ends, also after a jump of the clock", async () => {
  let now = Date.now();
  const jumping = await startScorer(
    azurite.location,
    azurite.folder,
    { AUTH_AUDIENCE: AUDIENCE, AUTH_ISSUER: ISSUER, AUTH_JWKS_URL: jwksUrl },
    { clock: () => new Date(now) },
  );
  try {
    const headers = { authorization: `Bearer ${await token()}` };
    expect((await post(jumping.address, "/predict", { features: GOOD }, headers)).status).toBe(200);
    now += 2 * 3_600_000;
    expect((await post(jumping.address, "/predict", { features: GOOD }, headers)).status).toBe(401);
    now -= 2 * 3_600_000;
    expect((await post(jumping.address, "/predict", { features: GOOD }, headers)).status).toBe(200);
  } finally {
    await jumping.stop();
  }
});

test("an address whose tokens are refused too often is told to wait, but for who is known there", async () => {
  let now = Date.now();
  const settings = { AUTH_AUDIENCE: AUDIENCE, AUTH_ISSUER: ISSUER, AUTH_JWKS_URL: jwksUrl, RATE_LIMIT_PER_MINUTE: "3" };
  const limited = await startScorer(azurite.location, azurite.folder, settings, { clock: () => new Date(now) });
  try {
    const from = async (bearer: string) => post(limited.address, "/predict", { features: GOOD }, { authorization: `Bearer ${bearer}` });
    const known = await token();
    const forged = await token({}, { by: foreign });
    expect((await from(known)).status).toBe(200);
    for (const status of [401, 401, 401, 429]) expect((await from(forged)).status).toBe(status);
    const refused = await post(limited.address, "/predict", { features: GOOD });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await from(known)).status).toBe(200);
    now += 60_000;
    expect((await from(forged)).status).toBe(401);
    expect((await from(await token({ azp: "app-2" }))).status).toBe(200);
  } finally {
    await limited.stop();
  }
});

test("keys that can't be had are no caller's fault", async () => {
  const settings = { AUTH_AUDIENCE: AUDIENCE, AUTH_ISSUER: ISSUER, AUTH_JWKS_URL: "http://127.0.0.1:9/keys" };
  const without = await startScorer(azurite.location, azurite.folder, settings);
  try {
    const response = await post(without.address, "/predict", { features: GOOD }, { authorization: `Bearer ${await token()}` });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
  } finally {
    await without.stop();
  }
});
