export interface RedisServer {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export declare function freePort(): Promise<number>;
export declare function startRedis(folder: string, port?: number): Promise<RedisServer>;
