import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SAMPLES } from "../../../cli/docs/samples";
import { azureCli } from "../../../cli/publish/az";
import { onOwnCopies } from "../../../cli/publish/base-images";
import { imageRegistry } from "../../../cli/publish/image-registry";
import { neededIn } from "../../../cli/publish/needed";
import { packed, publish } from "../../../cli/publish/publish";
import { nameOf } from "../../../constructs/naming/name";
import { loadModel } from "../../../model-code/adapters/model-files";
import { publishedModel } from "../../../model-code/adapters/published-models";
import { type Artifact, buildArtifact, packageBlob } from "../../../model-code/hosts/artifact/artifact";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { inProcess } from "../../support/in-process";
import { type Ended, mlops } from "../../support/lab";
import { models, places } from "../../support/platform";

const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
const folder = mkdtempSync(join(tmpdir(), "publish-"));
const bin = join(folder, "bin");
let azurite: TestAzurite;
const artifacts = {} as Record<"server" | "control", Artifact>;
beforeAll(async () => {
  mkdirSync(bin);
  copyFileSync("test/support/fake-az.mjs", join(bin, "az"));
  chmodSync(join(bin, "az"), 0o755);
  azurite = await startAzurite();
  artifacts.server = await buildArtifact("server");
  artifacts.control = await buildArtifact("control");
});
afterAll(async () => {
  await azurite.stop();
  rmSync(folder, { recursive: true });
});

/** A registry of its own for a test. */
const registryFolder = (name: string) => {
  const at = join(folder, name);
  mkdirSync(at, { recursive: true });
  return at;
};
const PATH = `${bin}:${dirname(process.execPath)}`;
const run = (
  registry: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command: typeof mlops = inProcess,
): Promise<Ended> =>
  command(["publish", ...args, "--packages", azurite.location], {
    ...{ PATH, FAKE_AZ: registry, AZURE_SUBSCRIPTION_ID: SUBSCRIPTION },
    ...env,
  });
const calls = (registry: string): string[][] =>
  readFileSync(join(registry, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);
const packages = async () => (await azurite.store.list("models", "bundles/")).map((b) => b.name);

const modelFiles = async () => (await azurite.store.list("models", "model-files/")).map((b) => b.name);
/** A model that somebody adds changes no test. */
const isShipped = (line: string) => !/ model {4}/.test(line) || SAMPLES.some((name) => line.includes(` ${name}:`));

test("a dry run looks, says what it would do, and does none of it", async () => {
  const registry = registryFolder("dry");
  const { code, stdout, stderr } = await run(registry, ["prod", "--dry-run"]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("is not found")]);
  expect(
    stdout
      .replace(/:[0-9a-f]{64}/g, ":…")
      .split("\n")
      .filter(isShipped),
  ).toEqual([
    "would publish  package  control:…",
    "would publish  package  function:…",
    "would publish  image    job:…",
    "would publish  image    server:…",
    "would publish  model    market-direction:…",
    "would publish  model    market-volatility:…",
    "",
  ]);
  expect(new Set(calls(registry).map((c) => c.slice(0, 3).join(" ")))).toEqual(new Set(["acr repository show"]));
  expect([...(await packages()), ...(await modelFiles())]).toEqual([]);
});

test("what is absent is built where the registry is, its tag locked; the package and models' files are put; and a second time there is nothing to do", async () => {
  const registry = registryFolder("whole");
  const first = await run(registry, ["prod", "--json"], {}, mlops);
  expect(first.code).toBe(0);
  const done = JSON.parse(first.stdout) as { name: string; hash: string; form: string; what: string }[];
  const ofModels = done.filter((d) => d.form === "model");
  expect(done.filter((d) => d.form !== "model").map((d) => [d.name, d.what])).toEqual([
    ["control", "published"],
    ["function", "published"],
    ["job", "published"],
    ["server", "published"],
  ]);
  // control reads a model by its hash, and gets what stands in its folder
  expect(ofModels.map((d) => d.name)).toContain("market-volatility");
  for (const { name, hash } of ofModels)
    expect(await publishedModel(azurite.store, name, hash)).toEqual(loadModel("model-code/models", name).spec);
  const [{ hash }] = ofModels as [(typeof ofModels)[number]];
  await expect(publishedModel(azurite.store, "nobody", hash)).rejects.toThrow(`model-files/${hash}: expected nobody/model.yaml, got `);
  await expect(publishedModel(azurite.store, "nobody", "00".repeat(32))).rejects.toThrow("expected a stored folder, got none");
  const image = `server:${done[3]!.hash}`;
  const name = nameOf("container-registry", { ...places().shared, subscription: SUBSCRIPTION });
  const here = ["--subscription", SUBSCRIPTION];
  const end = "--only-show-errors";
  const [show, build, lock] = calls(registry).filter((c) => c.includes(image));
  expect(show).toEqual(["acr", "repository", "show", "--name", name, ...here, "--image", image, "--output", "json", end]);
  const context = build!.at(-2)!;
  expect(build).toEqual([
    ...["acr", "build", "--registry", name, ...here, "--image", image, "--platform", "linux/amd64"],
    ...["--build-arg", `VERSION=${done[3]!.hash}`, "--file", `${context}/Dockerfile`, context, end],
  ]);
  expect(lock).toEqual([
    ...["acr", "repository", "update", "--name", name, ...here, "--image", image],
    ...["--write-enabled", "false", "--delete-enabled", "false", end],
  ]);
  // on copies in the registry, by digest, each of them locked and none taken twice
  const taken = calls(registry).filter((c) => c[1] === "import");
  expect(taken.map((c) => [c[c.indexOf("--source") + 1], c[c.indexOf("--image") + 1]])).toEqual([
    ["docker.io/library/node:22.23.4-bookworm-slim", "base/library/node:22.23.4-bookworm-slim"],
    ["gcr.io/distroless/cc-debian12:nonroot", "base/distroless/cc-debian12:nonroot"],
  ]);
  for (const copy of ["base~library~node@22.23.4-bookworm-slim", "base~distroless~cc-debian12@nonroot"])
    expect(readFileSync(join(registry, copy), "utf8")).toBe("locked");
  const built = readFileSync(join(registry, "Dockerfile"), "utf8");
  expect([...built.matchAll(/^FROM (\S+)/gm)].map(([, from]) => from)).toEqual([
    expect.stringMatching(new RegExp(`^${name}\\.azurecr\\.io/base/library/node@sha256:[0-9a-f]{64}$`)),
    expect.stringMatching(new RegExp(`^${name}\\.azurecr\\.io/base/distroless/cc-debian12@sha256:[0-9a-f]{64}$`)),
  ]);
  // the last build was the server's; what it was built of is gone by now
  expect(JSON.parse(readFileSync(join(registry, "context"), "utf8"))).toEqual(
    expect.arrayContaining(["Dockerfile", "node_modules", "server.js"]),
  );
  expect(existsSync(context)).toBe(false);
  expect(await packages()).toEqual([
    packageBlob({ name: "control", hash: done[0]!.hash }),
    packageBlob({ name: "function", hash: done[1]!.hash }),
  ]);

  const before = calls(registry).length;
  const second = JSON.parse((await run(registry, ["prod", "--json"])).stdout) as { what: string }[];
  expect(new Set(second.map((d) => d.what))).toEqual(new Set(["there"]));
  expect(calls(registry).slice(before)).toHaveLength(2);
});

/** The same registry in this process. */
const fakeAz = (registry: string, builders?: string) =>
  imageRegistry(
    azureCli(() => {}, { PATH, FAKE_AZ: registry }),
    { name: "cr", subscription: SUBSCRIPTION, ...(builders !== undefined && { builders }) },
  );

test("an image that was pushed but not locked is locked, and not built again", async () => {
  const registry = registryFolder("half");
  const { server } = artifacts;
  const image = `server:${server.hash}`;
  writeFileSync(join(registry, image.replace(":", "@")), "movable");
  const az = fakeAz(registry);
  expect((await publish(server, { images: az, packages: azurite.store }, true)).what).toBe("would lock");
  expect((await publish(server, { images: az, packages: azurite.store }, false)).what).toBe("locked");
  expect(calls(registry).map((c) => c[1])).not.toContain("build");
});

test("a build that lost against another that locked the tag first has nothing left to do", async () => {
  const registry = registryFolder("race");
  const images = fakeAz(registry);
  const image = "server:ab";
  expect(await images.state(image)).toBe("absent");
  writeFileSync(join(registry, "server@ab"), "locked");
  await images.build(image, folder, "ab");
  expect(await images.state(image)).toBe("locked");
});

describe("base images", () => {
  const DIGEST = `sha256:${"ab".repeat(32)}`;

  test("a digest in the Dockerfile is what is taken in and built on, beside what the tag named before", async () => {
    const registry = registryFolder("pinned");
    const images = fakeAz(registry);
    const plain = await onOwnCopies("FROM docker.io/library/node:22 AS node\nFROM docker.io/library/node:22\nUSER 1\n", images);
    const pinned = await onOwnCopies(`FROM docker.io/library/node:22@${DIGEST}\nUSER 1\n`, images);
    expect(plain.bases).toHaveLength(1);
    expect(pinned.dockerfile).toBe(
      `FROM cr.azurecr.io/base/library/node@${DIGEST}\nUSER 1\nLABEL org.opencontainers.image.base.digest="${DIGEST}"\n`,
    );
    const taken = calls(registry).filter((c) => c[1] === "import");
    expect(taken.map((c) => [c[c.indexOf("--source") + 1], c[c.indexOf("--image") + 1]])).toEqual([
      ["docker.io/library/node:22", "base/library/node:22"],
      [`docker.io/library/node@${DIGEST}`, "base/library/node:22-abababababab"],
    ]);
  });

  test("what was taken in once stays, whatever the tag names later, and whoever is first", async () => {
    const registry = registryFolder("stays");
    const images = fakeAz(registry);
    const once = await onOwnCopies("FROM docker.io/library/node:22\n", images);
    const racing = { ...images, state: async () => "absent" as const };
    expect(await onOwnCopies("FROM docker.io/library/node:22\n", racing)).toEqual(once);
  });

  test("another image under the name of a digest is not built on", async () => {
    const registry = registryFolder("other");
    writeFileSync(join(registry, "base~library~node@22-abababababab"), "locked");
    await expect(onOwnCopies(`FROM docker.io/library/node:22@${DIGEST}\n`, fakeAz(registry))).rejects.toThrow(
      `base/library/node:22-abababababab: expected ${DIGEST}, as the Dockerfile says, got sha256:`,
    );
  });

  test.each(["node", "docker.io/library/node", "scratch"])("says what it can't take in: %s", async (from) => {
    await expect(onOwnCopies(`FROM ${from}\n`, fakeAz(registryFolder("odd")))).rejects.toThrow(`got "${from}"`);
  });
});

test("a closed registry builds on machines in its own network", async () => {
  const registry = registryFolder("closed");
  await fakeAz(registry, "builders").build("server:ab", folder, "ab");
  expect(calls(registry)[0]!.slice(-4)).toEqual(["--agent-pool", "builders", folder, "--only-show-errors"]);
});

test("a package that somebody else put at the same moment is there", async () => {
  const absent = { ...azurite.store, location: azurite.location, head: async () => undefined, put: azurite.store.put.bind(azurite.store) };
  const targets = { images: fakeAz(registryFolder("none")), packages: absent };
  const one = { ...artifacts.control, hash: "ef".repeat(32) };
  expect((await publish(one, targets, false)).what).toBe("published");
  expect((await publish(one, targets, false)).what).toBe("there");
});

test("a package is the same bytes each time", async () => {
  const [one, two] = await Promise.all([packed(artifacts.control), packed(artifacts.control)]);
  expect(one.equals(two)).toBe(true);
});

test("what Azure refuses is told with the command; nothing is taken for absent because one may not look", async () => {
  const { code, stdout, stderr } = await run(registryFolder("refused"), ["prod", "--dry-run"], { FAKE_AZ_FAILS: "acr repository show" });
  expect([code, stdout.includes("server")]).toEqual([1, false]);
  expect(stderr).toContain("AADSTS700082: the refresh token has expired");
  expect(stderr).toContain("az acr repository show --name ");
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  [{ PATH: "/nowhere" }, ["prod", "--dry-run"], "az: expected the Azure CLI on PATH, got none. Install it, then `az login`."],
  [
    { AZURE_SUBSCRIPTION_ID: "" },
    ["prod"],
    "environments/shared.yaml subscription: expected an id before anything is deployed, got zeros.",
  ],
  [{}, ["nowhere"], 'expected some of dev, prod, staging, got "nowhere"'],
])("without what it needs it says so: %j", async (env, args, message) => {
  const { code, stderr } = await run(registryFolder("lacking"), args, env);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test("an environment needs what its models are hosted by", () => {
  const [model] = models;
  const on = (hosts: Readonly<Record<string, "aks" | "functions">>) => ({
    ...model!,
    serving: { ...model!.serving, host: "aks" as const, hosts },
  });
  expect(neededIn({ name: "dev" }, [on({})])).toEqual(["job", "control", "server"]);
  expect(neededIn({ name: "dev" }, [on({ dev: "functions" })])).toEqual(["job", "control", "function"]);
  expect(neededIn({ name: "prod" }, [on({ dev: "functions" })])).toEqual(["job", "control", "server"]);
  expect(neededIn({ name: "dev" }, [])).toEqual([]);
});
