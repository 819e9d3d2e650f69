using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PhotoDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Changes",
                table: "CandidatePhotos",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "UsedAt",
                table: "CandidatePhotos",
                type: "datetime2",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PhotoAllowances",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Taken = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoAllowances", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_PhotoAllowances_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PhotoDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SourceId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Original = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    UploadedBytes = table.Column<int>(type: "int", nullable: false),
                    Recipe = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Processed = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Accepted = table.Column<bool>(type: "bit", nullable: false),
                    Findings = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Changes = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    ConsentVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoDrafts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PhotoDrafts_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos",
                columns: new[] { "UserId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_MadeAt",
                table: "PhotoDrafts",
                column: "MadeAt");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_UserId",
                table: "PhotoDrafts",
                column: "UserId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PhotoAllowances");

            migrationBuilder.DropTable(
                name: "PhotoDrafts");

            migrationBuilder.DropIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "UsedAt",
                table: "CandidatePhotos");
        }
    }
}
