/** The page's colours for a canvas: its CSS variables, read again when the colour scheme changes. */

export type Rgb = readonly [red: number, green: number, blue: number];

export class Colors {
  private readonly known = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];

  constructor() {
    const changed = (): void => {
      this.known.clear();
      for (const listener of this.listeners) listener();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
    // Paper is light, whatever the screen is.
    window.addEventListener('beforeprint', changed);
    window.addEventListener('afterprint', changed);
  }

  /** The value of a variable, without its dashes: 'ok', 'grid'. */
  of(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    this.known.set(name, value);
    return value;
  }

  /** For those who write pixels; each part 0 to 255. */
  rgb(name: string): Rgb {
    const value = this.of(name);
    const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
    if (short !== null) return channels(short.slice(1).map((digit) => `${digit}${digit}`));
    const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(value);
    return long === null ? [128, 128, 128] : channels(long.slice(1));
  }

  /** Called after the colours have changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}

function channels(hexadecimal: readonly string[]): Rgb {
  const [red = 0, green = 0, blue = 0] = hexadecimal.map((digits) => Number.parseInt(digits, 16));
  return [red, green, blue];
}
