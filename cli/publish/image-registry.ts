import { type Az, AzFailed } from "./az";

/** What the registry has under a tag; one that can still be moved to another image is not done. */
export type TagState = "absent" | "movable" | "locked";

export interface ImageRegistry {
  /** The first part of its images' names. */
  readonly host: string;
  state(image: string): Promise<TagState>;
  /** Builds what a folder holds and pushes it. */
  build(image: string, context: string, version: string): Promise<void>;
  /** Copies an image from another registry. */
  take(source: string, image: string): Promise<void>;
  /** The digest that a tag names. */
  digest(image: string): Promise<string>;
  /** From then on the tag names this image and no other, and neither can be deleted. */
  lock(image: string): Promise<void>;
}

/** How Azure's registry says that there is no such repository or tag. */
const ABSENT = /NAME_UNKNOWN|MANIFEST_UNKNOWN|TAG_UNKNOWN|is not found|does not exist/i;

export interface RegistryPlace {
  readonly name: string;
  readonly subscription: string;
  /**
   * Name of the machines that images are built on.
   * @default - the registry's usual ones, which cannot reach one that is closed
   */
  readonly builders?: string;
}

/** Azure Container Registry by its command line. */
export function imageRegistry(az: Az, { name, subscription, builders }: RegistryPlace): ImageRegistry {
  const call = async (...args: readonly string[]): Promise<string> => {
    const answer = await az(...args);
    if (answer.code !== 0) throw new AzFailed(args, answer);
    return answer.stdout;
  };
  const within = ["--subscription", subscription];
  const named = ["--name", name, ...within];
  const shown = (image: string) => ["acr", "repository", "show", ...named, "--image", image, "--output", "json"];
  const state = async (image: string): Promise<TagState> => {
    const args = shown(image);
    const answer = await az(...args);
    if (answer.code !== 0) {
      if (ABSENT.test(answer.stderr)) return "absent";
      throw new AzFailed(args, answer);
    }
    const { changeableAttributes } = JSON.parse(answer.stdout) as { changeableAttributes?: { writeEnabled?: boolean } };
    return changeableAttributes?.writeEnabled === false ? "locked" : "movable";
  };
  return {
    host: `${name}.azurecr.io`,
    state,
    async take(source, image) {
      try {
        await call("acr", "import", ...named, "--source", source, "--image", image);
      } catch (error) {
        // somebody else may have been faster
        if ((await state(image)) === "absent") throw error;
      }
    },
    async digest(image) {
      return (JSON.parse(await call(...shown(image))) as { readonly digest: string }).digest;
    },
    async build(image, context, version) {
      const pool = builders === undefined ? [] : ["--agent-pool", builders];
      const how = ["--platform", "linux/amd64", "--build-arg", `VERSION=${version}`, "--file", `${context}/Dockerfile`];
      try {
        await call("acr", "build", "--registry", name, ...within, "--image", image, ...how, ...pool, context);
      } catch (error) {
        // somebody else may have been faster, and the tag locked by then
        if ((await state(image)) !== "locked") throw error;
      }
    },
    async lock(image) {
      await call("acr", "repository", "update", ...named, "--image", image, "--write-enabled", "false", "--delete-enabled", "false");
    },
  };
}
