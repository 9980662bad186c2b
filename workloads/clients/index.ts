/** Every client interface by the name under which workloads ask for it and targets offer it. */
import type { LockClient } from './lock.js';
import type { RegisterClient } from './register.js';

// A type and not an interface: targets hand it on as a record of clients, which only a type alias is assignable to.
export type ClientInterfaces = {
  readonly lock: LockClient;
  readonly register: RegisterClient;
};
