#!/bin/sh
# Installs PostgreSQL into the image; its variables are the Dockerfile's arguments.
set -eu

# The account comes before the package, which would choose ids of its own: volumes are shared with the official image.
groupadd --system --gid 999 postgres
useradd --system --uid 999 --gid 999 --home-dir /var/lib/postgresql --no-create-home --shell /bin/bash postgres

for path in doc man info locale lintian; do
    echo "path-exclude=/usr/share/$path/*"
done >/etc/dpkg/dpkg.cfg.d/image
echo 'path-include=/usr/share/doc/*/copyright' >>/etc/dpkg/dpkg.cfg.d/image

# install PACKAGE...
install() { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null; }

apt-get update -qq
install postgresql-common
case $PG_REPOSITORY in
    distribution) ;;
    pgdg)
        install ca-certificates
        /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y >/dev/null
        ;;
    *)
        echo "PG_REPOSITORY must be distribution or pgdg, not $PG_REPOSITORY" >&2
        exit 1
        ;;
esac

# No cluster at installation: one in an image would be everybody's.
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/image.conf
install "postgresql-$PG_VERSION" libnss-wrapper locales xz-utils zstd
for locale in $EXTRA_LOCALES; do
    localedef -i "${locale%%.*}" -c -f "${locale#*.}" "$locale"
done

# As in the official image: in a container, localhost is nobody.
sample=/usr/share/postgresql/$PG_VERSION/postgresql.conf.sample
sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" "$sample"
grep -q "^listen_addresses = '\*'" "$sample"

# ssl-cert makes a key while it is installed: a key that is in an image is nobody's secret, so it goes.
rm -f /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/certs/ssl-cert-snakeoil.pem
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /var/lib/postgresql
mkdir -p /var/lib/postgresql/data /docker-entrypoint-initdb.d /run/postgresql
chown -R postgres:postgres /var/lib/postgresql /docker-entrypoint-initdb.d /run/postgresql
chmod 3777 /run/postgresql
# as in the official image: an account of the user's own makes its PGDATA below
chmod 1777 /var/lib/postgresql/data
