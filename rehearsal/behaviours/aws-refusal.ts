/** What a service of AWS refuses, by the name of its exception. */
export class AwsRefusal extends Error {
  constructor(exception: string, message: string) {
    super(message);
    this.name = exception;
  }
}
