/** A few words beside the pointer, within the plot that they speak of. */
import { element } from '../drawing/elements.js';

const OFF_PX = 14;

export class Tip {
  private readonly box = element('span', 'tip');

  constructor(private readonly area: HTMLElement) {
    this.box.hidden = true;
    // Whoever cannot see it is told the same at the cursor.
    this.box.setAttribute('aria-hidden', 'true');
    area.append(this.box);
  }

  show(text: string, xPx: number, yPx: number): void {
    const { box, area } = this;
    if (box.textContent !== text) box.textContent = text;
    box.hidden = false;
    const room = area.clientWidth;
    const left = Math.max(0, Math.min(room - box.offsetWidth, xPx + OFF_PX));
    const above = yPx - box.offsetHeight - OFF_PX;
    box.style.transform = `translate(${left}px, ${above < 0 ? yPx + OFF_PX : above}px)`;
  }

  hide(): void {
    this.box.hidden = true;
  }
}
