import type { FastifyRequest } from "fastify";
import { Refused } from "../../../core/serving/problem-details";

/**
 * Lets a form through only if it was sent by a page of this server: another page's could make a browser ask in its reader's name. Browsers
 * say where a form comes from; who says nothing is none, and has `/predict`.
 * @throws Refused: origin
 * @see Fetch Metadata Request Headers, and RFC 6454, section 7
 */
export function checkSameOrigin({ headers }: Pick<FastifyRequest, "headers">): void {
  const site = headers["sec-fetch-site"];
  if (site === "same-origin") return;
  if (site === undefined && headers.origin !== undefined && URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host)
    return;
  throw new Refused("origin", "Open the console and send its own form. Programs send JSON to /predict.");
}
