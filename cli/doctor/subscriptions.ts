import type { Place } from "../../environments/schema";
import { CouldNotAsk } from "./finding";

/** A place's subscription. @throws CouldNotAsk while it is zeros */
export function filledIn(place: Pick<Place, "name" | "subscription">): string {
  if (/^0{8}-/.test(place.subscription)) throw new CouldNotAsk(`environments/${place.name}.yaml does not say which subscription`);
  return place.subscription;
}

export const scopeOf = (subscription: string): string => `/subscriptions/${subscription}`;
