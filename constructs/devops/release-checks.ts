import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { WEEKDAYS, type Weekday } from "./types/pipelines";

type RiskTier = ModelSpec["riskTier"];

/** Who is asked: of infrastructure the environment's group `approvers`, of a model its own `approvers`; and who answers for it. */
export const APPROVERS = ["approvers", "owners"] as const;
export type Approver = (typeof APPROVERS)[number];

/** What stands before a deployment or a release. */
export interface ReleaseChecks {
  /** Groups of which each has to agree: of a group one person is enough, so two people are two groups. */
  readonly approvers: readonly Approver[];
  /** Whether one of all these groups is enough. @default false */
  readonly isOneEnough?: boolean;
  /** Days on which it goes ahead, within the organization's hours; others wait. Empty: at any time. */
  readonly days: readonly Weekday[];
}

const WORKING_DAYS = WEEKDAYS.slice(0, 5);

/**
 * What stands before taking a model back, whatever its tier: one who did not start it agrees, at any hour. What is bad at night is not
 * left until the morning.
 */
export const ROLLBACK: ReleaseChecks = { approvers: ["approvers"], isOneEnough: true, days: [] };

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
