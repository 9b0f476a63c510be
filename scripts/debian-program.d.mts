export declare function requireProgram(program: string, packageName?: string): void;
