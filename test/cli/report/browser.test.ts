import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { renderReport } from "../../../cli/report/page";
import { endedAfter, passed } from "./fixture";
import { CONTRASTS, type Contrast, FOLDED_HEIGHTS, GROUND, INK, SIZES, type Sizes, TEXT_FAULTS } from "./in-page";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Size of text in a chart, in units of its viewBox. */
const CHART_TEXT = 12;

const early = endedAfter("validate", "refused", [`bars: ${"a-long-word-without-a-break".repeat(20)}`]);
const html = renderReport({ models: [passed, { ...early, run: { ...early.run, model: "early-model" } }] });

describe("the report in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    if (!existsSync(CHROMIUM))
      throw new Error(
        `there is no Chromium at ${CHROMIUM}: install it (Debian: apt-get install chromium), or name it in the variable CHROMIUM`,
      );
    browser = await chromium.launch({ executablePath: CHROMIUM, args: OFFLINE });
  });
  afterAll(() => browser?.close());

  async function opened(
    width: number,
    colorScheme: "light" | "dark",
    use: (page: Page, said: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    try {
      const page = await context.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(error.message));
      page.on("request", (request) => said.push(`asked for ${request.url()}`));
      await page.setContent(html);
      await use(page, said);
    } finally {
      await context.close();
    }
  }

  it.each([1280, 390])("fits into %d px, says nothing and asks for nothing", (width) =>
    opened(width, "light", async (page, said) => {
      const sizes = await page.evaluate<Sizes>(SIZES);
      expect(sizes.page).toBe(width);
      expect(sizes.charts.length).toBeGreaterThan(15);
      for (const { left, right, height, scale } of sizes.charts) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(height).toBeGreaterThan(50);
        expect(CHART_TEXT * scale).toBeGreaterThan(10);
      }
      expect(said.filter((s) => s !== "asked for data:,")).toEqual([]);
    }),
  );

  it("keeps the text of a chart within it and apart", () =>
    opened(1280, "light", async (page) => {
      expect(await page.evaluate(TEXT_FAULTS)).toEqual([]);
    }));

  it.each(["light", "dark"] as const)("has contrasts of 4.5 and more for all text, %s", (scheme) =>
    opened(1280, scheme, async (page) => {
      expect(await page.evaluate(GROUND)).toBe(scheme === "light" ? "rgb(247, 247, 245)" : "rgb(18, 19, 22)");
      const all = await page.evaluate<readonly Contrast[]>(CONTRASTS);
      expect(all.filter((t) => t.inChart).length).toBeGreaterThan(100);
      expect(all.filter((t) => !t.inChart).length).toBeGreaterThan(300);
      expect(all.filter((t) => !(t.contrast >= 4.5))).toEqual([]);
    }),
  );

  it("prints light on A4, with every table unfolded", () =>
    opened(690, "dark", async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect((await page.evaluate<Sizes>(SIZES)).page).toBe(690);
      expect(await page.evaluate(INK)).toBe("rgb(27, 29, 32)");
      const heights = await page.evaluate<readonly number[]>(FOLDED_HEIGHTS);
      expect(heights.length).toBeGreaterThan(5);
      expect(Math.min(...heights)).toBeGreaterThan(20);
    }));
});
