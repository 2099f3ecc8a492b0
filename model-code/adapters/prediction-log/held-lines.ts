import type { HeldRecords } from "./record-log";

/** What holding lines needs of the log that is to take them. */
export interface Holder<R> {
  /** A record's line, with a header before it if the line before is of another partition. */
  textOf(record: R, day: string, before: { readonly model: string; readonly day: string }, written?: () => string | undefined): string;
  /** Keeps room for text. @returns false if the log takes nothing now */
  reserve(characters: number): boolean;
  release(characters: number): void;
  refuse(records: number): void;
  /** Takes lines that have room. @returns false if the log takes nothing now */
  take(text: string, records: number, last: { readonly model: string; readonly day: string }): boolean;
}

/** Lines of one request: their room is kept as they come, and the log takes them at once. */
export class HeldLines<R extends { readonly model: string }> implements HeldRecords<R> {
  private text = "";
  private records = 0;
  private last = { model: "", day: "" };
  private isOpen = true;

  constructor(private readonly log: Holder<R>) {}

  append(record: R, day: string, written?: () => string | undefined): boolean {
    const text = this.log.textOf(record, day, this.last, written);
    this.records++;
    if (!this.isOpen || !this.log.reserve(text.length)) {
      this.refuse();
      return false;
    }
    this.text += text;
    this.last = { model: record.model, day };
    return true;
  }

  take(): boolean {
    if (!this.isOpen || !this.log.take(this.text, this.records, this.last)) {
      this.refuse();
      return false;
    }
    this.isOpen = false;
    return true;
  }

  release(): void {
    if (this.isOpen) this.log.release(this.text.length);
    this.isOpen = false;
  }

  private refuse(): void {
    this.log.refuse(this.records);
    this.records = 0;
    this.release();
  }
}
