// provisional
export async function diagnoseDocker(): Promise<readonly import('../../contracts/cluster.js').Finding[]> { return []; }
