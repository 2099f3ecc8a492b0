import { grantAccess } from "../constructs/roles/grant-access";
import { Identity } from "../constructs/roles/identity";
import type { DataContract, FoundationContract, SharedContract } from "./contracts";
import type { PlatformStack } from "./platform-stack";

export interface ScoringIdentityProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly shared: SharedContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
}

/** Who a model's scorer is, whatever hosts it: it reads packages, releases and their audit, and writes what it predicted. */
export function scoringIdentity(stack: PlatformStack, { shared, foundation, data, ...identity }: ScoringIdentityProps): Identity {
  const scoring = new Identity(stack, "Scoring", identity);
  grantAccess(stack, "model", {
    who: { scoring },
    on: {
      packages: { key: "packages", id: shared.packages.containerId },
      "releases zone": { key: "releases", id: data.zoneIds.releases },
      "audit zone": { key: "audit", id: data.zoneIds.audit },
      "predictions zone": { key: "predictions", id: data.zoneIds.predictions },
      "predictions table": { key: "Predictions", id: foundation.dataCollection.rules.predictions.id },
    },
  });
  return scoring;
}
