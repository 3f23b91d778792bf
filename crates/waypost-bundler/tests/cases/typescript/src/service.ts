export interface Shape {
  data: object;
  plain: string;
}

function logged(_target: object, _name: string): void {}

export class Service {
  accessor size = 1;
  @logged open = true;
  static #count = 0;
  static {
    Service.#count++;
  }
  [Symbol.dispose](): void {}
}
