import type { FastifyInstance, FastifyRequest } from "fastify";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { Refused } from "../../core/serving/problem-details";
import type { ServerConfig } from "./config";
import { RefusedTokens } from "./refused-tokens";

/** What a token may allow; app roles of the Entra application that stands for the scorer. */
export type Role = "Model.Predict" | "Model.Feedback";

/** Who a valid token is of. */
export interface Caller {
  /** The application's or the person's id. */
  readonly id: string;
  readonly roles: readonly string[];
}

declare module "fastify" {
  interface FastifyRequest {
    /** null where no token is asked for. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Role that a token must give; without one, the route is open. */
    role?: Role;
  }
}

/** A token that was found valid is not verified again for so long. */
const REMEMBERED_MS = 300_000;
const MOST_REMEMBERED = 10_000;
const CLOCK_TOLERANCE_SECONDS = 60;
const RETRY_SECONDS = 5;

/** The key set could not be asked, which says nothing of the token. */
const isOutage = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  error.message.includes("from the JSON Web Key Set HTTP response");

function callerOf({ oid, azp, appid, sub, roles }: JWTPayload): Caller {
  const id = [azp, appid, oid, sub].find((v): v is string => typeof v === "string" && v !== "") ?? "unnamed";
  return { id, roles: Array.isArray(roles) ? roles.filter((r): r is string => typeof r === "string") : [] };
}

/**
 * Makes the check of tokens. Signature, issuer, audience and times are verified with the issuer's published keys, and the outcome is kept
 * for five minutes, or until the token ends.
 * @returns the caller that a token is of; `admit` is asked before a token that is not known is looked at, and throws to keep it out
 * @throws Refused: token, or identity if the keys can't be had
 */
export function tokenCheck({ issuer, audience, jwksUrl }: NonNullable<ServerConfig["auth"]>, clock: () => Date) {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5000, cooldownDuration: 10_000 });
  const remembered = new Map<string, { readonly caller: Caller; readonly until: number }>();

  async function verify(token: string): Promise<Caller> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ["RS256", "PS256", "ES256"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp"],
        currentDate: clock(),
      });
      const caller = callerOf(payload);
      const now = clock().getTime();
      if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
      remembered.set(token, { caller, until: Math.min(now + REMEMBERED_MS, payload.exp! * 1000) });
      return caller;
    } catch (error) {
      if (isOutage(error)) throw new Refused("identity", "The issuer's keys can't be read at the moment.", [], RETRY_SECONDS);
      throw new Refused("token", `The token is not valid: ${(error as Error).message}.`);
    }
  }

  return (header: string | undefined, admit: () => void = () => {}): Caller | Promise<Caller> => {
    const [scheme, token, ...more] = header?.split(" ") ?? [];
    const isBearer = scheme?.toLowerCase() === "bearer" && !!token && more.length === 0;
    const known = isBearer ? remembered.get(token) : undefined;
    if (known !== undefined && clock().getTime() < known.until) return known.caller;
    admit();
    if (header === undefined) throw new Refused("token", "Send a token of Entra ID: Authorization: Bearer <token>.");
    if (!isBearer) throw new Refused("token", "Expected Authorization: Bearer <token>.");
    return verify(token);
  };
}

/** Lets only callers in whose token gives the route's role; without `auth`, everybody. */
export function addAuth(
  app: FastifyInstance,
  { auth, rateLimitPerMinute }: Pick<ServerConfig, "auth" | "rateLimitPerMinute">,
  clock: () => Date,
): void {
  app.decorateRequest("caller", null);
  if (auth === null) return;
  const check = tokenCheck(auth, clock);
  const refused = new RefusedTokens(rateLimitPerMinute, clock);
  const admit = (request: FastifyRequest, role: Role, caller: Caller): void => {
    if (!caller.roles.includes(role)) throw new Refused("role", `The token lacks the role ${role}.`);
    request.caller = caller;
  };
  app.addHook("onRequest", (request, _reply, done) => {
    const { role } = request.routeOptions.config;
    if (role === undefined) return done();
    const fail = (error: Error) => {
      if (error instanceof Refused && error.refusal === "token") refused.count(request.ip);
      done(error);
    };
    try {
      const caller = check(request.headers.authorization, () => refused.admit(request.ip));
      if (!(caller instanceof Promise)) {
        admit(request, role, caller);
        return done();
      }
      caller.then((c) => admit(request, role, c)).then(() => done(), fail);
    } catch (error) {
      fail(error as Error);
    }
  });
}
