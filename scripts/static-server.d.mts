export function serveFolders(
  mounts: Record<string, string>,
  options?: { port?: number; headers?: Record<string, string>; fallback?: string },
): Promise<{ url: string; close(): Promise<void> }>;
