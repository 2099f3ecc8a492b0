import { PLACES, textPlace } from "../text-place";

/**
 * Values by key, of which at most so many are held: of more, those whose keys lie below a place that halves as often as needed. So what is
 * held is a sample that the keys alone determine, in whatever order they come, and maps of the same keys hold the same ones.
 */
export class BoundedMap<V> {
  readonly #held = new Map<string, V>();
  #below = PLACES;

  /** @param most of keys */
  constructor(private readonly most: number) {}

  /** Chance of a key to be held: 1, 1/2, 1/4 … */
  get share(): number {
    return this.#below / PLACES;
  }

  /** Whether a key belongs to what is held by now. It may not any more once others have come. */
  takes(key: string): boolean {
    return this.#below === PLACES || textPlace(key) < this.#below;
  }

  get(key: string): V | undefined {
    return this.#held.get(key);
  }

  /** Does nothing for a key that it does not take. */
  set(key: string, value: V): void {
    if (!this.takes(key)) return;
    this.#held.set(key, value);
    while (this.#held.size > this.most && this.#below > 1) {
      this.#below /= 2;
      for (const other of this.#held.keys()) if (!this.takes(other)) this.#held.delete(other);
    }
  }

  values(): IterableIterator<V> {
    return this.#held.values();
  }

  entries(): IterableIterator<[string, V]> {
    return this.#held.entries();
  }
}
