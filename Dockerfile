# One image for every role; docker-compose.yaml says which command makes which. It is built by the same
# steps as a developer's environment (`make env`), without the developers' tools.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends make tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 50000 --create-home --home-dir /opt/airflow adoption \
    && install --directory --owner adoption /var/lib/adoption

WORKDIR /opt/adoption

# Packages change rarely and take minutes: a layer of their own.
COPY Makefile requirements.txt ./
RUN make .venv/packages REQUIREMENTS=requirements.txt

COPY . .
RUN make env REQUIREMENTS=requirements.txt

ENV PATH=/opt/adoption/.venv/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    ADOPTION_HOME=/var/lib/adoption \
    PYTHONUNBUFFERED=1

USER adoption

# A process of its own reaps what the task processes leave.
ENTRYPOINT ["tini", "--"]
CMD ["adoption", "--help"]
