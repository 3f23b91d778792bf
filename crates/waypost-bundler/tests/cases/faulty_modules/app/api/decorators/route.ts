function logged(_target: object): void {}

@logged
class Service {}

export const GET = () => new Service();
