// The part of socket.io-client that we use.

export interface Socket {
  readonly connected: boolean;
  on(event: string, listener: (...args: any[]) => void): this;
  onAny(listener: (...args: any[]) => void): this;
  off(): this;
  emit(event: string, ...args: unknown[]): this;
  timeout(ms: number): Socket;
  emitWithAck(event: string, ...args: unknown[]): Promise<any>;
  disconnect(): this;
}

export interface Options {
  path?: string;
  auth?: Record<string, unknown>;
  transports?: string[];
  tryAllTransports?: boolean;
  reconnection?: boolean;
  forceNew?: boolean;
  timeout?: number;
}

export function io(options?: Options): Socket;
