export function serveFolders(
  mounts: Record<string, string>,
  options?: { port?: number; headers?: Record<string, string> },
): Promise<{ url: string; close(): Promise<void> }>;
