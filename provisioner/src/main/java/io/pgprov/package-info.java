/// pgprov: one pipeline from inventory files to running, replicated PostgreSQL.
package io.pgprov;
