import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { AuditLog } from "../../../../model-code/adapters/audit/audit-log";
import type { MonitorReport } from "../../../../model-code/core/monitor/monitor";
import type { RunningServer } from "../../../../model-code/hosts/server/start";
import { CONTRASTS, type Contrast } from "../../../cli/report/in-page";
import { startAzurite, type TestAzurite } from "../../../support/azurite";
import { GOOD, get, manifestOf, post, probabilityOf, release, startScorer, storePackage } from "../../../support/scorer";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** What would show if text were taken for markup. */
const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'&amp;`;

const drifted = (name: string, psi: number, exceeded: boolean): MonitorReport["features"][number] => ({
  name,
  statistics: { psi, jensenShannon: 0.01, kolmogorovSmirnov: 0.02 },
  threshold: { psi: 0.4, jensenShannon: 0.1, kolmogorovSmirnov: 0.2 },
  exceeded: exceeded ? ["psi"] : [],
  bins: [],
  outOfRangeShare: null,
});
const reportOf = (digest: string): MonitorReport => ({
  schema: 1,
  model: "speeding",
  digest,
  asOf: "2021-05-03",
  window: { from: "2021-02-08", to: "2021-05-03", sessions: 60, rows: 240 },
  driftJudged: true,
  driftUnjudged: null,
  calibratedFor: 60,
  features: [drifted("speed", 0.6, true), drifted("load", 0.1, false)],
  absent: [],
  prediction: drifted("prediction", 0.2, false),
  performance: { labels: 12, judged: false, decayed: false, why: "12 labels, fewer than 100", metrics: [] },
  labels: { known: 12, pending: 0, missing: 0 },
  freshness: { newest: "2021-05-03", sessionsLate: 0, allowed: 1, late: [], lateCount: 0 },
  anomalies: [],
  sessions: [],
  decision: { state: "watch", reasons: [{ code: "drift", state: "watch", why: `1 of 2 features drifted ${HOSTILE}` }] },
});

let azurite: TestAzurite;
let server: RunningServer;
let browser: Browser;
let stable: string;
let canary: string;

beforeAll(async () => {
  if (!existsSync(CHROMIUM))
    throw new Error(
      `there is no Chromium at ${CHROMIUM}: install it (Debian: apt-get install chromium), or name it in the variable CHROMIUM`,
    );
  [azurite, browser] = await Promise.all([startAzurite(), chromium.launch({ executablePath: CHROMIUM, args: OFFLINE })]);
  const { store } = azurite;
  [stable, canary] = await Promise.all([storePackage(store, { title: `Is it speeding? ${HOSTILE}` }), storePackage(store, {}, -3)]);
  await release(store, manifestOf(stable, { digest: canary, mode: "canary", weight: 0.25, step: 0 }, { version: 7 }));
  await store.put("releases", "speeding/monitor.json", JSON.stringify(reportOf(stable)));
  const audit = new AuditLog(store, () => new Date("2021-04-01T12:00:00Z"));
  for (let n = 1; n <= 12; n++)
    await audit.append("speeding", {
      ...{ who: "anna", action: n === 12 ? "advance" : "start", digest: canary, manifest: null, evidence: null },
      why: `decision ${n} ${HOSTILE}`,
    });
  server = await startScorer(azurite.location, azurite.folder, { SLO_P95_MILLISECONDS: "60000" });
});
afterAll(async () => {
  await browser?.close();
  await server.stop();
  await azurite.stop();
});

/** Opens the console without script, and gives what the browser complains of. */
async function opened(use: (page: Page, said: readonly string[]) => Promise<void>, options: BrowserContextOptions = {}, at = "/") {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("dialog", (dialog) => said.push(`a dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.address) && request.url() !== "data:,") said.push(`asked for ${request.url()}`);
    });
    await page.goto(`${server.address}${at}`);
    await use(page, said);
  } finally {
    await context.close();
  }
}
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
const textOf = async (page: Page, title: string) => (await part(page, title).innerText()).replace(/\s+/g, " ");

test("the page says what is served, since when, for how many, how fast, what has moved and who decided", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ features: GOOD, key: `caller-${i}` }));
  const { answers } = await (await post(server.address, "/predict/batch", { rows })).json();
  await post(server.address, "/predict", { features: GOOD, key: "caller-0" });
  const byCanary = answers.filter((a: { arm: string }) => a.arm === "canary").length;
  const first = answers[0].arm === "canary" ? 1 : 0;
  await opened(async (page, said) => {
    expect(await page.title()).toBe("Scorer: speeding");
    expect(await textOf(page, "This scorer")).toMatch(/95 of 100 requests answered in ✓ [\d.]+ ms 60000 ms are promised/);
    const served = await textOf(page, "What is served");
    expect(served).toContain(`stable ${stable.slice(0, 12)} 75 % logistic 2020-01-01 to 2020-12-31`);
    expect(served).toContain(`canary ${canary.slice(0, 12)} 25 %`);
    expect(served).toContain("Release 7 Since 2021-04-01 00:00:00 UTC");
    const traffic = await textOf(page, "Traffic and latency");
    expect(traffic).toMatch(
      new RegExp(`stable ${stable.slice(0, 12)} ${41 - byCanary - first} 0( [\\d.]+ ms){3} ${41 - byCanary - first} `),
    );
    expect(traffic).toMatch(new RegExp(`canary ${canary.slice(0, 12)} ${byCanary + first} 0( [\\d.]+ ms){3} ${byCanary + first}$`));
    const drift = await textOf(page, "Drift");
    expect(drift).toContain("Watch as of 2021-05-03, by 240 rows of 60 sessions from 2021-02-08");
    // 0.6, 0.2 and 0.1 of a threshold of 0.4
    expect(drift).toMatch(/speed ✗ 150 % answers of the model 50 % load 25 %/);
    const decisions = part(page, "Last decisions");
    expect(await decisions.getByRole("listitem").first().innerText()).toMatch(
      /advance [0-9a-f]{12} by anna[\s\S]*2021-04-01 12:00:00 UTC[\s\S]*decision 12 /i,
    );
    await decisions.locator("summary").click();
    expect(await decisions.getByRole("listitem").count()).toBe(10);
    expect(said).toEqual([]);
  });
});

test("the form comes filled with the package's example, and what is sent is answered and logged like any request", () =>
  opened(async (page, said) => {
    const form = part(page, "Try it");
    for (const [name, value] of Object.entries(GOOD)) expect(await form.getByLabel(name).inputValue()).toBe(String(value));
    const before = server.context.predictions.stats.accepted;
    await form.getByLabel("speed").fill(" 9 ");
    await form.getByLabel("colour").selectOption("blue");
    await form.getByLabel("Key of the caller").fill("anna");
    await form.getByRole("button", { name: "Predict" }).click();
    const { arm } = await (await post(server.address, "/predict", { features: GOOD, key: "anna" })).json();
    const answer = await page.getByRole("status").innerText();
    const probability = probabilityOf(9, "blue", arm === "canary" ? -3 : 0.5);
    expect(answer).toContain(probability.toFixed(3));
    expect(answer).toContain(arm);
    expect(answer).toContain("No: it is below the threshold of 0.5");
    expect(server.context.predictions.stats.accepted).toBe(before + 2);
    // the form keeps what was sent, and can be sent again
    expect(await form.getByLabel("colour").inputValue()).toBe("blue");
    await form.getByLabel("speed").fill("400");
    await form.getByRole("button", { name: "Predict" }).click();
    expect(await page.getByRole("status").innerText()).toMatch(/Unusual values\s+1\s+speed/);
    expect(await form.locator("#speeding-input-0-unusual").innerText()).toBe("Unlike anything that training saw.");
    // a number that may be missing is left empty
    await form.getByLabel("speed").fill("");
    await form.getByRole("button", { name: "Predict" }).click();
    expect(await page.getByRole("status").innerText()).toContain(probabilityOf(10, "blue", arm === "canary" ? -3 : 0.5).toFixed(3));
    expect(said).toEqual([]);
  }));

test("each problem stands by its field, which keeps what was typed", () =>
  opened(async (page) => {
    const form = part(page, "Try it");
    await form.getByLabel("speed").fill(HOSTILE);
    await form.getByLabel("load").fill("");
    await form.getByLabel("Key of the caller").fill("k".repeat(201));
    const [response] = await Promise.all([page.waitForNavigation(), form.getByRole("button", { name: "Predict" }).click()]);
    expect(response!.status()).toBe(400);
    expect(await page.getByRole("alert").innerText()).toContain("speeding can't be asked this. See the fields that are marked.");
    const faultOf = async (label: string) => {
      const input = form.getByLabel(label);
      expect(await input.getAttribute("aria-invalid")).toBe("true");
      const ids = (await input.getAttribute("aria-describedby"))!.split(" ");
      return page.locator(`#${ids.find((i) => i.endsWith("-fault"))}`).innerText();
    };
    expect(await faultOf("speed")).toMatch(/^Expected a finite number, or null where it is missing, got "<img src=x/);
    expect(await faultOf("load")).toMatch(/^Expected a finite number, got null, and training had no missing value here/);
    expect(await faultOf("Key of the caller")).toMatch(/^Expected a text of 1 to 200 characters/);
    expect(await form.getByLabel("speed").inputValue()).toBe(HOSTILE);
    expect(await form.getByLabel("colour").getAttribute("aria-invalid")).toBeNull();
    // and goes away with its cause
    await form.getByLabel("speed").fill("12");
    await form.getByLabel("load").fill("3");
    await form.getByLabel("Key of the caller").fill("");
    await form.getByRole("button", { name: "Predict" }).click();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await page.getByRole("status").count()).toBe(1);
  }));

test("text from packages, decisions, reports and forms is shown as it is, with script on, too", () =>
  opened(
    async (page, said) => {
      await part(page, "Try it").getByLabel("speed").fill(HOSTILE);
      await part(page, "Try it").getByRole("button", { name: "Predict" }).click();
      const text = await page.locator("body").innerText();
      // the first letter of a sentence is a capital
      for (const around of ["Is it speeding? ", "ecision 12 ", "1 of 2 features drifted "]) expect(text).toContain(`${around}${HOSTILE}`);
      expect(await page.locator("img, script, iframe, [onerror]").count()).toBe(0);
      // a browser says of every page whose status is 400 that it is
      expect(said.filter((s) => !s.includes("status of 400"))).toEqual([]);
    },
    { javaScriptEnabled: true },
  ));

test("the page allows no script and nothing from elsewhere, and no other page may frame it or keep it", async () => {
  const { headers } = await get(server.address, "/");
  const policy = headers.get("content-security-policy")!;
  expect(policy).toMatch(
    /^default-src 'none';style-src 'sha256-[\w+/=]+';img-src data:;form-action 'self';frame-ancestors 'none';base-uri 'none'$/,
  );
  expect(headers.get("cache-control")).toBe("no-store");
  // the hash of the style is right: it is applied
  await opened(async (page) => expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe("1180px"), {
    javaScriptEnabled: true,
  });
});

test.each([
  ["light", 1280],
  ["dark", 390],
] as const)("in %s and %d px, it fits and all text has a contrast of 4.5 and more", (colorScheme, width) =>
  opened(
    async (page) => {
      const form = part(page, "Try it");
      for (const [speed, role] of [
        ["400", "status"],
        ["x".repeat(300), "alert"],
      ] as const) {
        await form.getByLabel("speed").fill(speed);
        await form.getByRole("button", { name: "Predict" }).click();
        expect(await page.getByRole(role).count()).toBe(1);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
        const all = await page.evaluate<readonly Contrast[]>(CONTRASTS);
        expect(all.length).toBeGreaterThan(80);
        expect(all.filter((t) => !(t.contrast >= 4.5))).toEqual([]);
      }
    },
    { colorScheme, viewport: { width, height: 900 }, javaScriptEnabled: true },
  ),
);

const FORM = "model=speeding&feature%20speed=12&feature%20load=3&feature%20colour=red";
const send = (headers: Readonly<Record<string, string>>) =>
  server.app.inject({
    method: "POST",
    url: "/",
    headers: { host: "scorer.example", "content-type": "application/x-www-form-urlencoded", ...headers },
    payload: FORM,
  });
test.each([
  ["a page of its own", { "sec-fetch-site": "same-origin" }, 200],
  ["a page of its own, in a browser that names the origin alone", { origin: "https://scorer.example" }, 200],
  ["another site's page", { "sec-fetch-site": "cross-site", origin: "https://scorer.example" }, 403],
  ["a page of a sister", { "sec-fetch-site": "same-site" }, 403],
  ["another origin", { origin: "https://evil.example" }, 403],
  ["an origin that is kept secret", { origin: "null" }, 403],
  ["nobody says what", {}, 403],
])("a form from %s", async (_what, headers, status) => {
  expect((await send(headers)).statusCode).toBe(status);
});

test("a page of another origin can't send the form", () =>
  opened(async (page) => {
    const before = server.context.predictions.stats.accepted;
    const inputs = [...new URLSearchParams(FORM)].map(([name, value]) => `<input name="${name}" value="${value}">`);
    await page.goto("about:blank");
    await page.setContent(`<form method="post" action="${server.address}/">${inputs.join("")}<button>Go</button></form>`);
    const [response] = await Promise.all([page.waitForNavigation(), page.getByRole("button").click()]);
    expect(response!.status()).toBe(403);
    expect(server.context.predictions.stats.accepted).toBe(before);
  }));

test("a form for a model that is not here, and what is no form, are refused", async () => {
  const headers = { "sec-fetch-site": "same-origin" };
  const of = (payload: string, type = "application/x-www-form-urlencoded") =>
    server.app.inject({ method: "POST", url: "/", headers: { ...headers, "content-type": type }, payload });
  expect((await of("model=nobody")).statusCode).toBe(404);
  expect((await of("")).statusCode).toBe(404);
  expect((await of('{"model":"speeding"}', "application/json")).statusCode).toBe(415);
  expect((await of(`model=speeding&x=${"x".repeat(2_000_000)}`)).statusCode).toBe(413);
  // an input that comes twice, and names that mean something to JavaScript, do no harm
  expect((await of(`${FORM}&feature%20speed=13&__proto__=1&constructor=2`)).statusCode).toBe(200);
});

test("where tokens are demanded, the console demands one", async () => {
  const guarded = await startScorer(azurite.location, azurite.folder, {
    ...{ AUTH_AUDIENCE: "api://scorer", AUTH_ISSUER: "https://issuer.example", AUTH_JWKS_URL: "https://issuer.example/keys" },
  });
  try {
    expect((await get(guarded.address, "/")).status).toBe(401);
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
    expect((await guarded.app.inject({ method: "POST", url: "/", headers, payload: FORM })).statusCode).toBe(401);
  } finally {
    await guarded.stop();
  }
});

test("while the store is away, the page shows what is known and says so; before a first release, that there is none", async () => {
  const other = await startAzurite();
  const lonely = await startScorer(other.location, azurite.folder);
  try {
    const empty = await (await get(lonely.address, "/")).text();
    expect(empty).toContain("✗ Nothing answers");
    expect(empty).toContain("expected a release manifest, got none");
    expect(empty).toContain("There is nothing to try while nothing answers.");
    expect(empty).toContain("The monitors have not said anything yet");
    expect(empty).toContain("Nothing was decided yet.");
    await release(other.store, manifestOf(await storePackage(other.store)));
    await lonely.poll();
  } finally {
    await other.stop();
  }
  try {
    await lonely.poll();
    const page = await (await get(lonely.address, "/")).text();
    expect(page).toContain("Answering, with a problem");
    const response = await lonely.app.inject({
      ...{ method: "POST", url: "/", payload: FORM },
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    });
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain(probabilityOf(12, "red").toFixed(3));
  } finally {
    await lonely.stop();
  }
});
