import type { ImageRegistry } from "./image-registry";

/** An image that another is built on, as a Dockerfile names it. */
interface Reference {
  /** With its host: `docker.io/library/node`. */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, where the Dockerfile holds it to the byte. */
  readonly digest: string | undefined;
}

/** The registry's own copy of a base image. */
export interface BaseImage {
  readonly reference: string;
  /** By its digest: no later push changes it. */
  readonly copy: string;
  readonly digest: string;
}

const FROM = /^FROM (\S+)/gm;
const REFERENCE = /^([a-z0-9.-]+\.[a-z]+\/[a-z0-9._/-]+):([\w.-]+)(?:@(sha256:[0-9a-f]{64}))?$/;
const DIGITS = 12;

function parse(reference: string): Reference {
  const [, repository, tag, digest] = REFERENCE.exec(reference) ?? [];
  if (repository === undefined || tag === undefined)
    throw new Error(
      `FROM: expected <host>/<repository>:<tag>, or that with @sha256:…, got "${reference}". Write it out in the Dockerfile.`,
    );
  return { repository, tag, digest };
}

/** The name of the copy: one for each digest that a Dockerfile names, or the one that was first there under the tag. */
function copyName({ repository, tag, digest }: Reference): string {
  const path = repository.slice(repository.indexOf("/") + 1);
  return `base/${path}:${tag}${digest === undefined ? "" : `-${digest.slice("sha256:".length).slice(0, DIGITS)}`}`;
}

/**
 * Takes a base image into the registry, once, and locks its tag: whatever becomes of the tag where it came from, all that is built here
 * is built on the same bytes. A digest in the Dockerfile decides which; without one, what the tag named at the first build.
 * @throws Error if what is there has another digest than the Dockerfile says
 */
async function take(registry: ImageRegistry, reference: string): Promise<BaseImage> {
  const wanted = parse(reference);
  const image = copyName(wanted);
  const state = await registry.state(image);
  const source = wanted.digest === undefined ? reference : `${wanted.repository}@${wanted.digest}`;
  if (state === "absent") await registry.take(source, image);
  if (state !== "locked") await registry.lock(image);
  const digest = await registry.digest(image);
  if (wanted.digest !== undefined && digest !== wanted.digest)
    throw new Error(
      `${image}: expected ${wanted.digest}, as the Dockerfile says, got ${digest}. Somebody put something else there: delete it.`,
    );
  return { reference, copy: `${registry.host}/${image.slice(0, image.lastIndexOf(":"))}@${digest}`, digest };
}

/**
 * A Dockerfile whose images are the registry's own copies, by their digests; a label of the last stage says which it is.
 * @see https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export async function onOwnCopies(
  dockerfile: string,
  registry: ImageRegistry,
): Promise<{ readonly dockerfile: string; readonly bases: readonly BaseImage[] }> {
  const bases: BaseImage[] = [];
  // one after the other: two stages may be built on one image
  for (const reference of new Set([...dockerfile.matchAll(FROM)].map(([, name]) => name!))) bases.push(await take(registry, reference));
  const of = (reference: string) => bases.find((b) => b.reference === reference)!;
  const last = [...dockerfile.matchAll(FROM)].at(-1)![1]!;
  const text = dockerfile.replace(FROM, (_, reference: string) => `FROM ${of(reference).copy}`);
  return { dockerfile: `${text.trimEnd()}\nLABEL org.opencontainers.image.base.digest="${of(last).digest}"\n`, bases };
}
