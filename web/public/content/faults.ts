/** What is wrong with a content file, by file and field. Everything is read before a build gives up, so that a writer sees all of it. */

export class Faults {
  // Each once: a text is drawn in several languages.
  readonly #lines = new Set<string>();

  add(file: string, field: string, what: string): void {
    this.#lines.add(`${file}: ${field}: ${what}`);
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  /** Throws one error with every fault, if there is any. */
  stop(): void {
    if (this.#lines.size > 0) throw new Error(`content has ${this.#lines.size} faults:\n${this.lines.join("\n")}`);
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the fields of one JSON object; what is missing, of a wrong kind or unknown is a fault and reads as something empty. */
export class Fields {
  readonly #known = new Set<string>();
  readonly #value: Json;
  readonly #faults: Faults;
  readonly file: string;
  readonly #at: string;

  constructor(faults: Faults, file: string, value: unknown, at = "") {
    this.#faults = faults;
    this.file = file;
    this.#at = at;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject) faults.add(file, at || "file", "is no object");
    this.#value = isObject ? value as Json : {};
  }

  fault(field: string, what: string): void {
    this.#faults.add(this.file, this.#at + field, what);
  }

  has(field: string): boolean {
    this.#known.add(field);
    return this.#value[field] !== undefined && this.#value[field] !== null;
  }

  /** The names of the fields that there are. */
  names(): readonly string[] {
    return Object.keys(this.#value);
  }

  #read(field: string): unknown {
    if (!this.has(field)) this.fault(field, "is missing");
    return this.#value[field];
  }

  /** A text that is not empty, at most `max` characters long, of the form `like`. */
  text(field: string, { max = 4000, like }: { max?: number; like?: RegExp } = {}): string {
    const value = this.#read(field);
    if (value === undefined || value === null) return "";
    // As the server's own reader counts, which lets entries of a directory through.
    const length = typeof value === "string" ? [...value].length : 0;
    if (typeof value !== "string" || /^[ \n]*$/.test(value)) this.fault(field, "is no text");
    else if (length > max) this.fault(field, `has ${length} characters, ${max} at most`);
    else if (like && !like.test(value)) this.fault(field, `is not of the form ${like.source}: ${value}`);
    else return value;
    return "";
  }

  optionalText(field: string, rules: { max?: number; like?: RegExp } = {}): string | null {
    return this.has(field) ? this.text(field, rules) : null;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const value = this.#read(field);
    if (allowed.includes(value as T)) return value as T;
    if (value !== undefined) this.fault(field, `is none of ${allowed.join(", ")}`);
    return allowed[0] as T;
  }

  number(field: string): number {
    const value = this.#read(field);
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (value !== undefined) this.fault(field, "is no number");
    return 0;
  }

  flag(field: string): boolean {
    const value = this.#read(field);
    if (typeof value === "boolean") return value;
    if (value !== undefined) this.fault(field, "is neither true nor false");
    return false;
  }

  texts(field: string): readonly string[] {
    const value = this.#read(field);
    if (Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "")) return value as string[];
    if (value !== undefined) this.fault(field, "is no list of texts");
    return [];
  }

  /** The objects of a list; an absent list is empty unless `required`. */
  list<T>(field: string, read: (fields: Fields, index: number) => T, { required = false } = {}): readonly T[] {
    if (!required && !this.has(field)) return [];
    const value = this.#read(field);
    if (!Array.isArray(value)) {
      if (value !== undefined) this.fault(field, "is no list");
      return [];
    }
    return value.map((each, index) => read(new Fields(this.#faults, this.file, each, `${this.#at}${field}[${index}].`), index));
  }

  object<T>(field: string, read: (fields: Fields) => T): T {
    return read(new Fields(this.#faults, this.file, this.#read(field) ?? {}, `${this.#at}${field}.`));
  }

  /** A text for each of the languages; English must be there. */
  translated(field: string, languages: readonly string[]): Readonly<Record<string, string>> {
    return this.object(field, (fields) => {
      const texts = Object.fromEntries(languages.flatMap((language) =>
        language === "en" || fields.has(language) ? [[language, fields.text(language)]] : []));
      fields.end();
      return texts;
    });
  }

  /** Everything else in the object is a fault: a field with a slip of the pen is not left out in silence. */
  end(): void {
    for (const field of Object.keys(this.#value)) if (!this.#known.has(field)) this.fault(field, "is not known");
  }
}
