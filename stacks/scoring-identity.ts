import { grantAccess } from "../constructs/roles/grant-access";
import { Identity } from "../constructs/roles/identity";
import type { DataContract, SharedContract } from "./contracts";
import type { PlatformStack } from "./platform-stack";

export interface ScoringIdentityProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly shared: SharedContract;
  readonly data: DataContract;
}

/** Who a model's scorer is, whatever hosts it: it reads packages and releases, and writes what it predicted. */
export function scoringIdentity(stack: PlatformStack, { shared, data, ...identity }: ScoringIdentityProps): Identity {
  const scoring = new Identity(stack, "Scoring", identity);
  grantAccess(stack, "model", {
    who: { scoring },
    on: {
      packages: { key: "packages", id: shared.packages.containerId },
      "releases zone": { key: "releases", id: data.zoneIds.releases },
      "predictions zone": { key: "predictions", id: data.zoneIds.predictions },
    },
  });
  return scoring;
}
