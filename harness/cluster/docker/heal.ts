// provisional
export async function healDocker(): Promise<readonly string[]> { return []; }
