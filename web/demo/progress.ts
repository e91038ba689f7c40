/** One line that says how far the demo is: rewritten on a terminal, a new one every few seconds elsewhere. */
export class Progress {
  private readonly begun = Date.now();
  private width = 0;
  private shown = 0;

  show(text: string): void {
    const line = `${text}  (${Math.round((Date.now() - this.begun) / 1000)} s)`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(this.width)}`);
    else if (Date.now() >= this.shown + 5000) {
      process.stdout.write(`${line}\n`);
      this.shown = Date.now();
    }
    this.width = line.length;
  }

  /** What follows stands on lines of its own. */
  finish(): void {
    if (process.stdout.isTTY) process.stdout.write("\n");
  }
}
