/** The colours of every page of ours, light and dark: one accent, and outcomes that colour-blind eyes tell apart. */

/** Outcome colours are Okabe and Ito's; each outcome has a shape of its own as well. */
export const COLORS = `
:root { color-scheme: light dark;
  --paper: #fff; --raised: #f6f7f9; --ink: #16191d; --dim: #5a626d; --line: #e3e6ea; --grid: #eceef1;
  --accent: #0063a8; --ok: #0072b2; --fail: #b87500; --info: #a8487f; --culprit: #c24600; --valid: #00795a; --doubt: #7a5d00;
  --band: rgb(60 70 90 / .13); --band-whole: rgb(60 70 90 / .06); --lane: #66708a; --lane-faint: #c5cad5; --lane-ink: #fff;
  --culprit-soft: #fff1e8; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #121417; --raised: #1b1e23; --ink: #e9ebee; --dim: #9ba3ae; --line: #2c3138; --grid: #23272d;
  --accent: #6cb6ee; --ok: #56b4e9; --fail: #f0ab2e; --info: #dd8cbd; --culprit: #ff8b4a; --valid: #3ecfa0; --doubt: #e5c453;
  --band: rgb(170 185 215 / .17); --band-whole: rgb(170 185 215 / .07); --lane: #8a95ad; --lane-faint: #3d4452; --lane-ink: #0d0f12;
  --culprit-soft: #2e1d13; } }
`;
