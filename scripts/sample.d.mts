export function prepareSample(options?: string[]): string;
