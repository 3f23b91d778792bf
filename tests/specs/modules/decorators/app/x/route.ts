import "../../lib/metadata";

type Reader = { getMetadata(name: string, target: object, key?: string): unknown };
const names = (list: unknown): string[] => (list as { name: string }[]).map((one) => one.name);

function injectable(target: Function): void {
  Object.assign(target, { isInjectable: true });
}
function marked(_target: object, key: string, descriptor: PropertyDescriptor): void {
  const plain = descriptor.value as (...args: unknown[]) => string;
  descriptor.value = function (...args: unknown[]): string {
    return `${key}: ${plain.apply(this, args)}`;
  };
}
const seen: string[] = [];
function param(_target: object, key: string | undefined, index: number): void {
  seen.push(`${key ?? "constructor"} ${index}`);
}

class Store {
  name = "store";
}

@injectable
class Service {
  constructor(
    private readonly store: Store,
    @param private readonly text: string,
  ) {}

  @marked
  greet(@param times: number): string {
    return `${this.store.name} ${this.text} ${times}`;
  }
}

export function GET(): Response {
  const reader = Reflect as unknown as Reader;
  return Response.json({
    greeting: new Service(new Store(), "hi").greet(2),
    isInjectable: (Service as unknown as { isInjectable: boolean }).isInjectable,
    constructed: names(reader.getMetadata("design:paramtypes", Service)),
    seen: seen.sort(),
  });
}
