/** What the tests' nodes say to each other: small programs, told apart by their first argument. */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [mode, ...words] = process.argv.slice(2);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const family = (address) => (address.includes(':') ? 'udp6' : 'udp4');

const programs = {
  /** Answers every line. */
  echo(port) {
    const server = createServer((socket) => {
      socket.on('data', (data) => socket.write(data));
      socket.on('error', () => {});
    });
    server.listen({ port: Number(port), host: '::' }, () => say('ready'));
  },
  /** Connects, sends what it is told, and says what happens: connected, data, the code of an error. */
  talk(address, port, localPort) {
    const socket = connect({ host: address, port: Number(port), ...(localPort && { localPort: Number(localPort) }) });
    socket.setNoDelay(true);
    socket.on('connect', () => say('connected'));
    socket.on('data', (data) => say(`data ${data.toString().trim()}`));
    socket.on('error', (error) => say(error.code));
    createInterface({ input: process.stdin }).on('line', (line) => socket.write(`${line}\n`));
  },
  /** Says which numbers arrived, when it is told to. */
  count(address, port) {
    const socket = createSocket({ type: family(address), recvBufferSize: 4_000_000 });
    const numbers = [];
    socket.on('message', (message) => numbers.push(message.readUInt32LE(0)));
    socket.bind(Number(port), () => say('ready'));
    createInterface({ input: process.stdin }).on('line', () => say(numbers));
  },
  /** Sends that many numbers, 10 each ms. */
  async number(address, port, many) {
    const socket = createSocket(family(address));
    for (let next = 0; next < Number(many); ) {
      for (let burst = 0; burst < 10 && next < Number(many); burst += 1) {
        const message = Buffer.alloc(8);
        message.writeUInt32LE(next);
        socket.send(message, Number(port), address);
        next += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.close();
    say('sent');
  },
  /** Says how many bytes came and how long they took from the first to the last, ms. */
  sink(port, forMs) {
    const server = createServer((socket) => {
      let [bytes, first, last, from] = [0, 0, 0, 0];
      socket.on('data', (data) => {
        last = performance.now();
        if (from === 0) [from, first] = [last, data.length];
        bytes += data.length;
      });
      socket.on('error', () => {});
      setTimeout(() => {
        say({ kbit: ((bytes - first) * 8) / (last - from), bytes });
        process.exit(0);
      }, Number(forMs));
    });
    server.listen({ port: Number(port), host: '::' }, () => say('ready'));
  },
  /** Sends as much as it can. */
  pour(address, port, forMs) {
    const socket = connect({ host: address, port: Number(port) });
    const more = () => {
      while (socket.write(Buffer.alloc(65_536)));
    };
    socket.on('connect', more);
    socket.on('drain', more);
    socket.on('error', () => process.exit(0));
    setTimeout(() => process.exit(0), Number(forMs));
  },
};

await programs[mode](...words);
