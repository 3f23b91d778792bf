export interface Rule {
  source: string;
  destination: string;
  permanent: boolean;
}
export const sources: ReadonlyArray<readonly [string, string]> = [["/from", "/enums"]];
