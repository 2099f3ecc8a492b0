import type { Evaluation } from "../../evaluate/evaluation";
import { PACKAGE_FILES, type PackageDocument } from "../../package/layout";
import type { Step } from "../step";
import type { VerdictDocument } from "./select-best";

/** Where the registry put the package. */
export interface Registration {
  readonly model: string;
  readonly version: number;
  readonly digest: string;
}

export const register: Step = {
  name: "register",
  title: "Give the package its version in the registry",
  inputs: [{ name: "package", from: "package" }],
  outputs: [{ name: "registration", zone: "models" }],
  params: {},
  reads: ["name", "task"],
  files: () => [],
  async run({ inputs, outputs, model, registry, progress }) {
    const { selected } = inputs.package!.json<PackageDocument>(PACKAGE_FILES.document);
    const { passed, gates } = inputs.package!.json<VerdictDocument>(PACKAGE_FILES.verdict);
    if (!passed) return { verdict: "refused", reasons: gates.filter((g) => !g.passed).map((g) => `${g.kind}: ${g.why}`) };
    const { metrics } = inputs.package!.json<Evaluation>(PACKAGE_FILES.evaluation).candidates[selected]!;
    const digest = inputs.package!.digest;
    const { version } = await registry.register(model.name, {
      digest,
      task: model.task,
      metrics: Object.fromEntries(Object.entries(metrics).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]]))),
      gates: "passed",
    });
    const registration: Registration = { model: model.name, version, digest };
    outputs.registration!.writeJson("registration.json", registration);
    progress.metric("version", version);
    return { verdict: "done" };
  },
};
