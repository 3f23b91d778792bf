export class Box<T> {
  constructor(private value: T) {}
  open = (): T => this.value;
}
