import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { WEEKDAYS, type Weekday } from "./types/pipelines";

type RiskTier = ModelSpec["riskTier"];

/** Who is asked: the environment's group `approvers`, and who answers for what is released. */
export const APPROVERS = ["approvers", "owners"] as const;
export type Approver = (typeof APPROVERS)[number];

/** What stands before a deployment or a release. */
export interface ReleaseChecks {
  /** Groups of which each has to agree: of a group one person is enough, so two people are two groups. */
  readonly approvers: readonly Approver[];
  /** Days on which it goes ahead, within the organization's hours; others wait. Empty: at any time. */
  readonly days: readonly Weekday[];
}

const WORKING_DAYS = WEEKDAYS.slice(0, 5);

/** `open` is a place where nothing would be lost. */
export type Tier = "open" | RiskTier;

/**
 * What stands before a release, by risk tier. In each tier only main may, and one at a time.
 */
export const CHECKS: Readonly<Record<Tier, ReleaseChecks>> = {
  open: { approvers: [], days: [] },
  low: { approvers: ["approvers"], days: WEEKDAYS },
  medium: { approvers: ["approvers"], days: WORKING_DAYS },
  // Nothing before a weekend, when few are there to see it go wrong.
  high: { approvers: ["approvers", "owners"], days: WORKING_DAYS.slice(0, 4) },
};

const ORDER: readonly Tier[] = Object.keys(CHECKS) as Tier[];

/** The highest of some tiers; of none, the lowest that is not open. */
export const highest = (tiers: readonly RiskTier[]): Tier =>
  tiers.reduce<Tier>((most, tier) => (ORDER.indexOf(tier) > ORDER.indexOf(most) ? tier : most), "low");
