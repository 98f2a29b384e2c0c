// The part of signature_pad that we use.

export interface Spot {
  x: number;
  y: number;
  time: number;
  pressure: number;
}

export interface Group {
  points: Spot[];
}

export interface Options {
  minWidth?: number;
  maxWidth?: number;
  penColor?: string;
}

export default class SignaturePad extends EventTarget {
  constructor(canvas: HTMLCanvasElement, options?: Options);
  penColor: string;
  clear(): void;
  isEmpty(): boolean;
  off(): void;
  fromData(groups: Group[]): void;
  toData(): Group[];
}
