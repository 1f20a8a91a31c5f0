# Three stages: front-end packages, build, and a small image that holds no tools and no secret.
FROM node:22.21.1-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11.14-slim-bookworm AS build
ENV PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /opt/venv && pip install -r requirements.txt
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
COPY --from=packages /app/node_modules node_modules
COPY . .
RUN python -m govsocial.web.front
RUN python -m govsocial.web.words
# The key is for this one command: without it the settings would make a key and leave it in the image.
RUN SECRET_KEY=for-collecting-files-only python manage.py collectstatic --noinput
RUN rm -rf node_modules var/broker && python -m compileall -q . && chmod -R a+rX .

FROM python:3.11.14-slim-bookworm
# HOME: gunicorn keeps its control socket there, and /tmp is the one place that can be written.
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin govsocial \
    && install --directory --owner=10001 --group=10001 --mode=700 /uploads
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
