import 'reflect-metadata'
import { Exclude, Expose, instanceToPlain, plainToInstance, Transform, Type } from 'class-transformer'
import { IsEmail, IsInt, Min, MinLength, validate, ValidateNested } from 'class-validator'
import { Container, inject, injectable } from 'inversify'

@injectable()
class Clock {
  now = () => 42
}

@injectable()
class Greeter {
  constructor(@inject(Clock) private clock: Clock) {}
  greet() { return `it is ${this.clock.now()}` }
}

class Size {
  @IsInt() @Min(3) cm!: number
}

class CreateUser {
  @IsEmail() email!: string
  @MinLength(3) @Transform(({ value }) => value.trim()) name!: string
  @Exclude() secret = 's'
  @ValidateNested() @Type(() => Size) size!: Size
  @Type(() => Date) born!: Date
  @Expose() get shout() { return this.name.toUpperCase() }
}

export async function POST(request: Request) {
  const container = new Container()
  container.bind(Clock).toSelf().inSingletonScope()
  container.bind(Greeter).toSelf()
  const user = plainToInstance(CreateUser, await request.json())
  const errors = await validate(user)
  return Response.json({
    greeting: container.get(Greeter).greet(),
    born: [Reflect.getMetadata('design:type', CreateUser.prototype, 'born')?.name, user.born instanceof Date],
    errors: errors.map(({ property, constraints, children }) => [property, constraints ?? children?.map((child) => child.constraints)]),
    plain: instanceToPlain(user),
  })
}
