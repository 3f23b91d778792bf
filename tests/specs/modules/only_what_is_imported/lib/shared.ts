((globalThis as any).evaluated ??= []).push('shared');
export const name = 'shared';
