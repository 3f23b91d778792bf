const calls: string[] = [];
export function logged(prefix: string) {
  return (target: object, key: string, descriptor: PropertyDescriptor): PropertyDescriptor => {
    const method = descriptor.value as (...given: unknown[]) => unknown;
    return { ...descriptor, value(this: unknown, ...given: unknown[]) { calls.push(`${prefix} ${key}`); return method.apply(this, given); } };
  };
}
export function sealed(target: Function): void {
  Object.seal(target);
}
@sealed
export class Service {
  own = 1;
  @logged("call")
  run(by: number): number {
    return this.own + by;
  }
}
export const seen = (): string[] => [...calls];
