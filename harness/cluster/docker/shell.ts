// provisional
export async function dockerNodeCommand(_n: string, _c: readonly string[]): Promise<readonly string[] | null> { return null; }
