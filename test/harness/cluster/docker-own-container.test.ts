/** A controller knows the container that it is in by what engines mount into it, and nothing by what a machine mounts. */
import { expect, test } from 'vitest';
import { containerIn } from '../../../harness/cluster/docker/own-container.js';

const ID = '0123456789abcdef'.repeat(4);

test('Docker and Podman name a container in the place that its hostname is mounted from', () => {
  const docker = `603 592 254:0 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw\n`;
  const podman = `711 700 0:24 /containers/storage/overlay-containers/${ID}/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw\n`;
  expect(containerIn(`21 1 0:20 / /proc rw - proc proc rw\n${docker}`)).toBe(ID);
  expect(containerIn(podman)).toBe(ID);
});

test("the machine's own mounts, those for its containers among them, are no container that we are in", () => {
  const ofOthers = `80 25 0:52 / /var/lib/docker/containers/${ID}/mounts/shm rw - tmpfs shm rw\n`;
  const renamed = `81 25 254:0 /srv/machine/hostname /etc/hostname rw - ext4 /dev/vda rw\n`;
  expect(containerIn(ofOthers + renamed)).toBeNull();
});
